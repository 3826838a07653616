"""The assembler: one emitter that code generation and the text parser drive."""
