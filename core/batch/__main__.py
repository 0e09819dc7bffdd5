"""python -m core.batch IN... --out readings.parquet [--annotate DIR]"""

import sys

from core.batch import start

if __name__ == "__main__":
    start.begin()
    from core.batch.command import main  # what takes half a second to import, at the same time as the readers' server

    sys.exit(main())
