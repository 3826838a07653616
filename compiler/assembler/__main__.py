"""`python -m compiler.assembler file.s -o file.o`."""

import sys

from compiler.assembler.main import main

sys.exit(main(sys.argv[1:]))
