"""Many files in, one table out: `python -m core.batch IN... --out readings.parquet`.

inputs    which files
reader    one file -> its rows
engines   many readers: processes of this machine, or Ray
journal   what is done already, so that a killed run goes on where it was
output    the table, as Parquet, CSV or JSON lines
"""
