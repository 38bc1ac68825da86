"""The texts of errors and findings, one file per subject: code → (Chinese, English), each with its remedy."""
