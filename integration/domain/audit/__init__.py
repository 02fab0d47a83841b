"""Reads what a document says of price, fees, returns and shipping. Rules here, words in `languages/<code>/lexicon.toml`."""
