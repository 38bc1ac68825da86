"""Tables of what is sold and at which agreed prices: products and prices (QT-07, QT-03)."""

from __future__ import annotations

from attrs import evolve

from salessupport.books.schema import Header, Table, table
from salessupport.books.tables import common
from salessupport.domain.facts import AgreedPrice, Product

PRODUCTS = table(
    "products",
    "商品",
    Product,
    doc="What is sold, with prices and tax",
    doc_zh="商品及其价格和税率",
    headers={
        "id": Header("商品编码", "Number of the product", "商品的唯一编码", also=("商品编号",)),
        "name": Header("商品名称", "Name", "商品名称", also=("品名", "货品名称", "名称")),
        "spec": Header("规格", "Specification", "规格型号", also=("规格型号", "型号")),
        "unit": Header("单位", "Unit of the quantity", "计量单位", also=("计量单位",)),
        "list_price": Header("标准售价", "List price per unit, net", "不含税标准售价"),
        "floor_price": Header("最低成交价", "Lowest price without approval, net", "不经审批的最低不含税价"),
        "purchase_price": Header("最终采购价", "Purchase price per unit, net", "不含税采购价", also=("采购价",)),
        "tax_rate": common.TAX_RATE,
        "tax_code": Header("税收分类编码", "Code of the tax authority's classification", "税务机关的商品分类编码"),
        "lead_days": common.LEAD_DAYS,
        "standing_stock": Header("常规备货", "Whether it is always kept in stock", "是否常规备货"),
        "regulated": Header("管制商品", "Whether its sale needs a licence", "是否须凭许可销售"),
        "nuclide": common.NUCLIDE,
        "activity": Header("活度", "Activity per unit, in MBq", "每单位的活度，MBq", also=("出厂活度",)),
    },
)

PRICES = table(
    "prices",
    "合作价格",
    AgreedPrice,
    doc="Prices agreed with single customers",
    doc_zh="与客户约定的合作价格",
    headers={
        "customer": common.CUSTOMER,
        "product": evolve(common.PRODUCT, zh="商品编码", also=("商品", "商品名称", "产品")),
        "net_price": Header("合作价格", "Agreed price per unit", "约定的单价"),
        "currency": common.CURRENCY,
        "tax_included": Header("含税", "Whether tax is in the price", "单价是否含税", also=("是否含税",)),
        "min_qty": Header("起订量", "Quantity from which the price holds", "适用该价的最小数量", also=("最小订量",)),
        "valid_from": Header("生效日期", "First day of validity", "开始生效的日期", also=("有效期自",)),
        "valid_to": Header("失效日期", "Last day of validity", "最后有效的日期", also=("有效期至",)),
        "approved_by": common.APPROVED_BY,
    },
    key=("customer", "product", "currency", "tax_included", "min_qty", "valid_from"),
)

TABLES: tuple[Table, ...] = (PRODUCTS, PRICES)
