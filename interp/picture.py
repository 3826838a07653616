"""`--html FILE`: a drawing of the memory, at the end of a run or where it failed.

Objects by storage: those of the frames of the call stack, static ones, allocated ones, and what
pointers lead to.  Bytes are shown in rows of eight, indeterminate ones as dots; a pointer in memory
names its provenance, links to the object, and is drawn as an arrow by the page's script.
"""

from __future__ import annotations

import html
import os

from cspec.diagnostics import Diagnostics
from interp.frame import NOWHERE, Frame
from interp.memory import AUTO, CODE, HEAP, LITERAL, NOTHING, STATIC, Obj, Ptr, get_byte
from interp.program import Program
from interp.trace import pointer_text, shown

from mypy_extensions import i64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from interp.main import Verdict

SHOWN_BYTES = 256
SHOWN_OBJECTS = 400
KINDS = {AUTO: "automatic", STATIC: "static", HEAP: "allocated", LITERAL: "string literal",
         CODE: "function"}
STYLE = """
body { font: 14px sans-serif; margin: 1em; } section { margin-bottom: 1.5em; }
.object { display: inline-block; vertical-align: top; border: 1px solid #888; border-radius: 4px;
  margin: 6px 18px 6px 0; padding: 4px 8px; background: #fff; }
.dead { opacity: .45; border-style: dashed; } .name { font-weight: bold; }
.about { color: #666; font-size: 12px; } td { font: 13px monospace; padding: 0 3px; }
td.unset { color: #b00; } td.offset { color: #999; } a.pointer { color: #06c; }
svg { position: absolute; left: 0; top: 0; pointer-events: none; } h1.bad { color: #b00; }
"""
SCRIPT = """
const svg = document.querySelector('svg'), box = document.documentElement;
svg.setAttribute('width', box.scrollWidth); svg.setAttribute('height', box.scrollHeight);
for (const a of document.querySelectorAll('a.pointer')) {
  const to = document.querySelector(a.getAttribute('href'));
  if (!to) continue;
  const p = a.getBoundingClientRect(), q = to.getBoundingClientRect();
  const x1 = p.right + scrollX, y1 = p.top + p.height / 2 + scrollY;
  const x2 = q.left + scrollX, y2 = q.top + 12 + scrollY;
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', `M${x1} ${y1} C${x1 + 40} ${y1} ${x2 - 40} ${y2} ${x2} ${y2}`);
  line.setAttribute('fill', 'none'); line.setAttribute('stroke', '#06c');
  line.setAttribute('marker-end', 'url(#tip)'); svg.appendChild(line);
}
document.body.dataset.arrows = svg.querySelectorAll('path[stroke]').length;
"""


class Drawing:
    """The objects to show, each with a number."""

    def __init__(self, program: Program, diags: Diagnostics) -> None:
        self.program = program
        self.diags = diags
        self.numbers: dict[int, int] = {}
        self.objects: list[Obj] = []
        self.waiting: list[Obj] = []

    def number(self, obj: Obj) -> int:
        """The number of an object; a new one waits to be drawn."""
        found = self.numbers.get(id(obj), -1)
        if found < 0:
            found = len(self.objects)
            self.numbers[id(obj)] = found
            self.objects.append(obj)
            self.waiting.append(obj)
        return found

    def pointer(self, value: Ptr) -> str:
        """A pointer as a link to its object."""
        text = html.escape(pointer_text(value))
        if value.obj.kind == NOTHING or len(self.objects) >= SHOWN_OBJECTS:
            return text
        return f'<a class="pointer" href="#o{self.number(value.obj)}">{text}</a>'

    def object(self, obj: Obj) -> str:
        """One object: heading and bytes."""
        number = self.number(obj)
        self.waiting = [one for one in self.waiting if one is not obj]
        name = obj.name or KINDS.get(obj.kind, "")
        about = [KINDS.get(obj.kind, ""), f"{int(obj.size)} bytes"]
        if obj.type is not None:
            about.insert(0, str(obj.type))
        if obj.base:
            about.append(f"at {obj.base:#x}")
        if obj.pos:
            about.append(f"line {self.diags.place(obj.pos)[1]}")
        if obj.exposed:
            about.append("exposed")
        dead = not obj.alive and obj.kind != CODE
        if dead:
            about.append("lifetime ended: " + (obj.end_reason or "gone"))
        rows = [] if obj.kind == CODE else self.rows(obj)
        return (f'<div class="object{" dead" if dead else ""}" id="o{number}">'
                f'<div class="name">{html.escape(name)}</div>'
                f'<div class="about">{html.escape(", ".join(about))}</div>'
                f'<table>{"".join(rows)}</table></div>')

    def rows(self, obj: Obj) -> list[str]:
        """The bytes of an object, eight a row, with the pointers that begin in the row."""
        size = min(int(obj.size), SHOWN_BYTES)
        made: list[str] = []
        pointers = obj.pointers
        for start in range(0, size, 8):
            cells = [f'<td class="offset">{start}</td>']
            for off in range(start, min(start + 8, size)):
                if get_byte(obj.tags, i64(off)) == 0:
                    cells.append('<td class="unset">··</td>')
                else:
                    cells.append(f"<td>{int(get_byte(obj.data, i64(off))):02x}</td>")
            for off in range(start, min(start + 8, size)):
                if off in pointers:
                    cells.append(f"<td>{self.pointer(pointers[off])}</td>")
            made.append(f"<tr>{''.join(cells)}</tr>")
        if size < int(obj.size):
            made.append(f'<tr><td class="offset">… {int(obj.size) - size} more bytes</td></tr>')
        return made

    def frames(self) -> str:
        """The call stack, innermost first, with slots and local objects."""
        made: list[str] = []
        for frame in reversed(self.program.frames):
            code = self.program.codes.get(frame.name)
            lines = [f"<tr><td>{html.escape(name)}</td><td>"
                     + (self.pointer(value) if isinstance(value, Ptr) else html.escape(
                         shown(value))) + "</td></tr>"
                     for name, value in slots(frame, code)]
            objects = "".join(self.object(obj) for obj in frame.objects
                              if obj is not NOWHERE)
            place = self.diags.place(frame.call_pos)
            called = f", called at line {place[1]}" if place[1] else ""
            made.append(f'<section class="frame"><h3>{html.escape(frame.name)}{called}</h3>'
                        f'<div class="object"><div class="about">scalars</div><table>'
                        f'{"".join(lines)}</table></div>{objects}</section>')
        return "".join(made)


def slots(frame: Frame, code: dict[int, str] | None) -> list[tuple[str, object]]:
    """(name, value) of the named slots of a frame."""
    return [] if code is None else [(name, frame.boxed(slot)) for slot, name in code.items()
                                    if slot < len(frame.v)]


def draw(program: Program, diags: Diagnostics, verdict: Verdict, path: str) -> None:
    """Write the page."""
    drawing = Drawing(program, diags)
    parts: list[str] = []
    frames = drawing.frames()
    if frames:
        parts.append(f"<section><h2>Call stack</h2>{frames}</section>")
    static = [obj for obj in dict.fromkeys(program.data_objects.values()) if obj.kind == STATIC]
    for title, objects in (("Static objects", static),
                           ("Allocated objects", program.heap_objects)):
        if objects:
            body = "".join(drawing.object(obj) for obj in objects[:SHOWN_OBJECTS])
            parts.append(f"<section><h2>{title}</h2>{body}</section>")
    rest: list[str] = []
    while drawing.waiting:
        rest.append(drawing.object(drawing.waiting[0]))
    if rest:
        parts.append(f"<section><h2>Other objects</h2>{''.join(rest)}</section>")
    bad = verdict.kind != "exit"
    place = f"{verdict.file}:{verdict.line}:{verdict.column}: " if verdict.line else ""
    title = f"{place}{verdict.kind} {verdict.message or verdict.status}"
    page = (f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
            f'<style>{STYLE}</style></head><body><h1{" class=bad" if bad else ""}>'
            f'{html.escape(title)}</h1>{"".join(parts)}<svg><defs><marker id="tip" refX="8" '
            'refY="4" markerWidth="9" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" '
            f'fill="#06c"/></marker></defs></svg><script>{SCRIPT}</script></body></html>\n')
    temporary = path + ".tmp"
    with open(temporary, "w", encoding="utf-8") as stream:
        stream.write(page)
    os.replace(temporary, path)
