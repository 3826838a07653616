"""x86: registers, instruction rows, ABI, selection, frames; 64, 32 and 16 bit are columns."""
