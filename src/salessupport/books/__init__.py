"""Books: the public tabular form of a sales office's records, as a folder of CSV or XLSX files and as facts."""
