"""Run the command line: `python -m lgi`."""

from lgi.cli import main

if __name__ == "__main__":  # pragma: no branch
    main()
