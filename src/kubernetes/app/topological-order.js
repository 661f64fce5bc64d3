"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.topologicalOrder = topologicalOrder;
/**
 * Constructs with what they depend on before them, otherwise in the given order: depth first, from the ones that nothing depends on.
 * @param dependencies what a construct comes after; itself and others than `all` are passed over
 * @throws Error when there is a circle
 */
function topologicalOrder(all, dependencies) {
    const members = new Set(all);
    const needed = new Set();
    for (const construct of all) {
        for (const dependency of dependencies(construct))
            if (dependency !== construct)
                needed.add(dependency);
    }
    const done = new Set();
    const open = new Set();
    // An own stack: a chain of thousands of charts is too deep for calls.
    const stack = [];
    const enter = (construct) => {
        if (done.has(construct) || !members.has(construct))
            return;
        if (open.has(construct))
            throw new Error(`Dependency cycle detected: ${circle([...open], construct)}`);
        open.add(construct);
        stack.push({ construct, rest: dependencies(construct)[Symbol.iterator]() });
    };
    const visit = (start) => {
        enter(start);
        for (let top = stack.at(-1); top; top = stack.at(-1)) {
            const next = top.rest.next();
            if (next.done) {
                stack.pop();
                open.delete(top.construct);
                done.add(top.construct);
            }
            else if (next.value !== top.construct)
                enter(next.value);
        }
    };
    for (const construct of all)
        if (!needed.has(construct))
            visit(construct);
    // What is left depends on itself in a circle: this visit reports it.
    for (const construct of all)
        visit(construct);
    return [...done];
}
function circle(open, again) {
    return [...open.slice(open.indexOf(again)), again].map((construct) => construct.node.path).join(' => ');
}
