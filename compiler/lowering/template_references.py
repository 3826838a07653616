"""References to operands in the template of an asm statement, replaced one by one.

Problem: operands that become something else (registers of the x87 stack, exits of an `asm goto`)
change what the template must say.  Idea: one walk over the template finds `%`, an optional letter,
and a number or a `[name]`; the class that knows the operands says what stands there instead.

Invariant: everything else, `%%`, `%=`, `%{` and their like included, stays as written.
Source: "Extended Asm", GCC manual.
"""

from __future__ import annotations


class References:
    """What the references of one template become."""

    def replaced(self, modifier: str, name: str, number: int) -> str:
        """The text for a reference, by name or (name "") by number; "": as it was written."""
        raise NotImplementedError

    def rewritten(self, template: str) -> str:
        """The template with its references replaced."""
        out: list[str] = []
        at = 0
        while at < len(template):
            start = at
            at += 1
            if template[start] == "%" and at < len(template):
                modifier = template[at] if template[at].isalpha() else ""
                at += 1
                if modifier and at < len(template):
                    at += 1
                name = ""
                number = -1
                if template[at - 1] == "[":
                    end = template.find("]", at)
                    end = end if end >= 0 else len(template)
                    name = template[at:end]
                    at = end + 1
                elif template[at - 1].isdigit():
                    first = at - 1
                    while at < len(template) and template[at].isdigit():
                        at += 1
                    number = int(template[first:at])
                if name or number >= 0:
                    out.append(self.replaced(modifier, name, number) or template[start:at])
                    continue
            out.append(template[start:at])
        return "".join(out)
