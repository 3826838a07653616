"""RISC-V: registers, instruction rows, encoder, printer, code generation."""
