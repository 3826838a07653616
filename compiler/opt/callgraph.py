"""The call graph: who calls whom directly, in bottom-up order of its strong components.

Problem: inlining and function facts want callees finished before their callers.  Idea: Tarjan's
algorithm (1972) over direct calls, iterative.  Invariant: `order` lists every function once;
a callee stands before its callers unless both are in one cycle (equal `component`).
"""

from __future__ import annotations

from compiler.ir.instr import Function, Instr
from compiler.ir.module import CallInfo, Module, Symbol
from compiler.ir.opcodes import ADDR, CALL


def callee_symbol(call: Instr) -> Symbol | None:
    """The symbol that a call names directly, through aliases within the module's own functions."""
    target = call.args[0]
    if target.op != ADDR:
        return None
    symbol = target.aux
    assert isinstance(symbol, Symbol)
    return symbol


class CallGraph:
    """Direct calls between the defined functions of a module."""

    def __init__(self, module: Module) -> None:
        self.functions = module.functions
        self.number: dict[Symbol, int] = {}
        for index in range(len(self.functions)):
            self.number[self.functions[index].symbol] = index
        self.callees: list[list[int]] = []
        self.recursive: list[bool] = [False] * len(self.functions)
        self.component: list[int] = [-1] * len(self.functions)
        self.sites: list[int] = [0] * len(self.functions)   # direct call sites of each function
        for function in self.functions:
            self.callees.append(self.direct_callees(function))
        self.order: list[Function] = []
        self.find_components()

    def direct_callees(self, function: Function) -> list[int]:
        """Numbers of the functions that one calls, without repetition."""
        found: list[int] = []
        seen: dict[int, bool] = {}
        for block in function.blocks:
            for instr in block.instrs:
                if instr.op != CALL:
                    continue
                symbol = callee_symbol(instr)
                site = instr.aux
                if symbol is None or isinstance(site, CallInfo) and site.no_inline:
                    continue
                index = self.number.get(symbol)
                if index is None:
                    continue
                self.sites[index] += 1
                if index not in seen:
                    seen[index] = True
                    found.append(index)
        return found

    def find_components(self) -> None:
        """Tarjan's strong components, in reverse topological order."""
        count = len(self.functions)
        index_of = [-1] * count
        low = [0] * count
        on_stack = [False] * count
        stack: list[int] = []
        clock = 0
        components = 0
        for root in range(count):
            if index_of[root] >= 0:
                continue
            path = [root]
            position = [0]
            index_of[root] = low[root] = clock
            clock += 1
            stack.append(root)
            on_stack[root] = True
            while path:
                node = path[-1]
                if position[-1] < len(self.callees[node]):
                    child = self.callees[node][position[-1]]
                    position[-1] += 1
                    if index_of[child] < 0:
                        index_of[child] = low[child] = clock
                        clock += 1
                        stack.append(child)
                        on_stack[child] = True
                        path.append(child)
                        position.append(0)
                    elif on_stack[child]:
                        low[node] = min(low[node], index_of[child])
                    continue
                path.pop()
                position.pop()
                if path:
                    low[path[-1]] = min(low[path[-1]], low[node])
                if low[node] == index_of[node]:
                    members = []
                    while True:
                        member = stack.pop()
                        on_stack[member] = False
                        self.component[member] = components
                        members.append(member)
                        if member == node:
                            break
                    for member in members:
                        self.recursive[member] = len(members) > 1 or member in \
                            self.callees[member]
                    members.reverse()
                    for member in members:
                        self.order.append(self.functions[member])
                    components += 1

    def is_recursive(self, symbol: Symbol) -> bool:
        """A defined function that calls itself, directly or through others."""
        return self.recursive[self.number[symbol]]
