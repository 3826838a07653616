"""AArch64: registers, instruction rows, ABI, selection, frames."""
