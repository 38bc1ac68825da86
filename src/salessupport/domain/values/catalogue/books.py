"""Texts about books as files: tables, headers, company.toml, workbooks."""

TEXTS: dict[str, tuple[str, str]] = {
    "table.unknown": ("不认识的表“{table}”：未载入", "unknown table {table!r}: not loaded"),
    "table.twice": (
        "表 {table} 同时存在于 {first} 和 {second}：只留一个",
        "the table {table} stands in {first} and in {second}: keep one",
    ),
    "column.unknown": (
        "不认识的列“{column}”：保留原样，不参与计算",
        "unknown column {column!r}: kept as it is, used for nothing",
    ),
    "column.twice": ("列“{column}”出现两次：只留一个", "the column {column!r} stands twice: keep one"),
    "column.missing": ("缺少必需的列“{column}”", "the necessary column {column!r} is missing"),
    "row.width": ("本行有 {cells} 个单元格，表头只有 {columns} 列", "the row has {cells} cells, the header {columns}"),
    "row.skipped": ("因有错误，第 {row} 行未载入", "row {row} was skipped because of its faults"),
    "file.not_found": ("找不到 {name}", "{name} was not found"),
    "file.empty": ("文件没有内容", "the file is empty"),
    "header.not_found": ("找不到表头行", "no header row was found"),
    "xlsx.not_zip": ("不是 Excel 工作簿（xlsx）：请另存为 .xlsx", "not a workbook: save it as .xlsx"),
    "xlsx.encrypted": ("工作簿有密码：请先去除密码", "the workbook has a password: remove it first"),
    "xlsx.legacy": ("旧版 .xls 格式：请另存为 .xlsx", "the old binary .xls: save it as .xlsx"),
    "xlsx.macro": ("工作簿含宏：请另存为不含宏的 .xlsx", "the workbook holds macros: save it as .xlsx without them"),
    "xlsx.doctype": (
        "工作簿含文档类型声明：拒绝打开",
        "the workbook holds a document type declaration: it was not opened",
    ),
    "limit.size": ("解压后超过 {limit} 字节", "more than {limit} bytes unpacked"),
    "limit.ratio": ("压缩比超过 {limit}", "a compression ratio above {limit}"),
    "limit.parts": ("部件多于 {limit} 个", "more than {limit} parts"),
    "limit.rows": ("超过 {limit} 行或列的上限", "beyond the limit of {limit} rows or columns"),
    "cell.error": ("单元格是错误值 {value}", "the cell holds the error {value}"),
    "cell.formula_without_value": (
        "公式没有缓存值：请在表格软件中重新保存",
        "a formula without a cached value: save the file in a spreadsheet program",
    ),
    "cell.not_finite": ("单元格不是有限的数", "the cell is not a finite number"),
    "company.missing": (
        "找不到 company.toml：这不是账簿文件夹（可用 init 新建）",
        "company.toml is missing: this is no books folder (make one with init)",
    ),
    "company.invalid": ("company.toml 无法读取：{reason}", "company.toml cannot be read: {reason}"),
    "policy.unknown": ("不认识的策略“{name}”{hint_zh}", "unknown policy {name!r}{hint}"),
    "policy.value": ("策略 {name} 不能是“{value}”：{allowed}", "the policy {name} cannot be {value!r}: {allowed}"),
    "folder.not_empty": ("文件夹非空：请换一个新文件夹", "the folder is not empty: choose a new one"),
    "store.write": ("写入失败（{reason}），原文件未动", "writing failed ({reason}); the old file is intact"),
    "sheet.text_too_long": ("单元格文本超过 32767 个字符", "a cell's text has more than 32,767 characters"),
    "sheet.date_too_early": (
        "日期 {value} 早于 1900-03-01，表格软件不能表示：请核对日期",
        "the date {value} lies before 1900-03-01, which a spreadsheet cannot hold: check it",
    ),
    "sheet.money_as_text": (
        "金额超过 15 位有效数字，为免失真以文本写出：请勿用于公式",
        "an amount of more than 15 significant digits, written as text to stay exact: use it in no formula",
    ),
    "words.currency": (
        "{currency} 没有中文大写金额：只有人民币（CNY）有",
        "an amount of {currency} has no Chinese capital words: only CNY has",
    ),
    "words.invalid": (
        "“{value}”不是规范的中文大写金额：请按票据规定书写",
        "{value!r} is no amount in Chinese capital words: write it by the rules for bills",
    ),
    "layout.invalid": ("版式文件无法使用：{reason}", "the layout cannot be used: {reason}"),
    "file.not_text": (
        "内容是工作簿而不是文本：请改名为 .xlsx，或另存为 CSV",
        "the content is a workbook, not text: rename it to .xlsx or save it as CSV",
    ),
    "file.extension_mismatch": (
        "内容与扩展名不符：按内容读取，请改正扩展名",
        "the content is not what the name says: read by its content, mend the name",
    ),
    "csv.quotes": (
        "引号不成对或位置不对：值中的引号须写两次，并整体加引号",
        "a quote is out of place or never closed: double the quotes inside a value and quote the whole",
    ),
    "xlsx.is_text": (
        "内容是文本而不是工作簿：请改名为 .csv",
        "the content is text, not a workbook: rename it to .csv",
    ),
    "xlsx.damaged": (
        "工作簿已损坏（{reason}）：请在表格软件中打开后另存",
        "the workbook is damaged ({reason}): open it in a spreadsheet program and save it anew",
    ),
    "xlsx.duplicate_part": (
        "工作簿中有同名部件：请在表格软件中打开后另存",
        "two parts of the workbook have one name: open it in a spreadsheet program and save it anew",
    ),
    "text.separator": (
        "“{value}”含分号，不能写入多值单元格：请去掉分号",
        "{value!r} holds a semicolon, which separates the values of its cell: remove it",
    ),
    "backup.exists": (
        "备份 {stamp} 已存在：备份从不覆盖，请换一个时间戳",
        "the backup {stamp} exists already: backups are never overwritten, use another stamp",
    ),
    "file.unreadable": (
        "无法读取文件（{reason}）：请检查权限与路径",
        "the file cannot be read ({reason}): check rights and path",
    ),
    "xlsx.merged": (
        "单元格被合并，无法追加：请取消合并",
        "the cell is part of a merged one, nothing can be added: unmerge it",
    ),
    "reference.left_out": (
        "所引用的“{value}”因有错误未载入，本行也未载入",
        "refers to {value!r}, which was left out for its faults, and is left out too",
    ),
    "layout.unknown": (
        "没有名为“{name}”的版式：请给出版式文件，或用随附的 {shipped}",
        "there is no layout {name!r}: give the file of one, or the name of one that is shipped: {shipped}",
    ),
    "table.not_recognised": (
        "看不出这是哪张表（{candidates}）：请以表名命名文件，如 到款.csv，或补齐表头",
        "which table this is cannot be told ({candidates}): name the file after it, as receipts.csv, or complete the header",
    ),
    "column.not_taken": (
        "不认识的列“{column}”：未录入，需要时请改用账簿的列名",
        "unknown column {column!r}: not taken in; if it is needed, give it the name of a column of the books",
    ),
    "sheet.not_found": (
        "工作簿中没有工作表“{sheet}”：请改正版式或工作表名",
        "the workbook has no sheet {sheet!r}: correct the layout or the name of the sheet",
    ),
    "number.residue": (
        "{count} 个数带有二进制浮点残差（如 {written}），已按其本意读取（{meant}）：请核对后沿用",
        "{count} numbers carry residue of binary floating point (such as {written}) and were read as what they mean ({meant})",
    ),
    "number.no_residue": (
        "“{value}”多于 {digits} 位小数，又不是浮点残差：请改正该数，或在版式中改小数位数",
        "{value!r} has more than {digits} decimals and is no residue of one that has not: correct it, or the layout",
    ),
    "lookup.unknown": (
        "{file} 的“{column}”列没有“{value}”：请补上该行或改正",
        "{file} has no {value!r} under {column}: add that row or correct this one",
    ),
    "lookup.ambiguous": (
        "{file} 的“{column}”列有多个“{value}”：只留一个",
        "{file} has several {value!r} under {column}: keep one",
    ),
}
