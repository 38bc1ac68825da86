"""Models: the same answers by the plainest way there is, for the tests to hold the product against."""
