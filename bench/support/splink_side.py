"""splink's side of `duplicates.py`: prepared customers in, pairs with probabilities out.

It is trained as its documentation recommends: `u` by random sampling, `m` by expectation maximisation over two blocks.
The columns come cleaned (names taken apart, phones as digits), which is work that our side does within its time.
"""

from __future__ import annotations

import logging
import sys

import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

LEAST = 0.01


def main(prepared: str, found: str) -> None:
    """Read, train, predict, write."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI()
    api.duckdb_con.execute(
        f"create table customers as select * from read_csv('{prepared}', header=true, all_varchar=true)"
    )
    table = api.register("customers")
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[
            cl.LevenshteinAtThresholds("core", [1, 2]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("place"),
            cl.ExactMatch("suffix"),
            cl.ExactMatch("branch"),
            cl.LevenshteinAtThresholds("tax_id", 1),
            cl.LevenshteinAtThresholds("phone", 1),
            cl.ExactMatch("account"),
            cl.JaroWinklerAtThresholds("street", [0.9, 0.8]),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("core"),
            block_on("tax_id"),
            block_on("organisation"),
            block_on("tail"),
            block_on("account"),
            block_on("road"),
            block_on("substr(core, 1, 2)", "place"),
        ],
        retain_matching_columns=False,
    )
    linker = Linker(table, settings, log_level=logging.ERROR)
    training = linker.training
    training.estimate_probability_two_random_records_match([block_on("tax_id"), block_on("core", "tail")], recall=0.6)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("core"))
    training.estimate_parameters_using_expectation_maximisation(block_on("tail"))
    pairs = linker.inference.predict(threshold_match_probability=LEAST)
    api.duckdb_con.execute(
        f"copy (select id_l, id_r, match_probability from {pairs.physical_name}) to '{found}' (header false)"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
