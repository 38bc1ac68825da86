"""对账: our account of a customer beside the customer's own list, line by line, and how far its confirmation has come.

`lines` says what stands on either side, `pairing` puts the lines together, `account` and `reply` compare an account or
a statement with the customer's list, `states` follows the confirmation of a month's statement (DN-01, DN-02, AR-12).
"""
