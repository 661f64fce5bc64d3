"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.distinct = exports.filled = exports.becauseAnnotation = exports.podLabels = exports.systemLabels = exports.selectorLabels = exports.shortHash = exports.MANAGER = exports.Annotation = void 0;
exports.shortName = shortName;
const node_crypto_1 = require("node:crypto");
/** Longest name of a Service, and of any label value. */
const MAX_LENGTH = 63;
/** Annotations of reasons, and of what Kubernetes cannot say. Never part of a pod template. */
exports.Annotation = {
    BECAUSE: 'isthmus/because',
    NOT_REPRESENTABLE: 'isthmus/not-representable',
};
exports.MANAGER = 'isthmus';
/** `name` itself, or its start and a hash of it when it is too long. */
function shortName(name) {
    if (name.length <= MAX_LENGTH)
        return name;
    return `${name.slice(0, MAX_LENGTH - 9).replace(/-+$/, '')}-${(0, exports.shortHash)(name)}`;
}
/** Eight hexadecimal digits that stand for `text`. */
const shortHash = (text) => (0, node_crypto_1.createHash)('sha256').update(text).digest('hex').slice(0, 8);
exports.shortHash = shortHash;
/** What selects a microservice's pods. Selectors are immutable: nothing that may change is part of them. */
const selectorLabels = (system, name) => ({
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': system.name,
});
exports.selectorLabels = selectorLabels;
/** What every object of the system carries. */
const systemLabels = (system) => ({
    'app.kubernetes.io/part-of': system.name,
    'app.kubernetes.io/managed-by': exports.MANAGER,
});
exports.systemLabels = systemLabels;
/** What a microservice's pods carry. */
const podLabels = (system, name) => ({
    ...(0, exports.selectorLabels)(system, name),
    ...(0, exports.systemLabels)(system),
});
exports.podLabels = podLabels;
/** Reasons as one annotation; none for none. */
const becauseAnnotation = (because) => because.length === 0 ? undefined : { [exports.Annotation.BECAUSE]: because.join('; ') };
exports.becauseAnnotation = becauseAnnotation;
/** A list or map, or nothing instead of an empty one: the server would not keep it. */
const filled = (value) => (Object.keys(value).length === 0 ? undefined : value);
exports.filled = filled;
/** Values without repetitions (compared by their JSON), in the order they first appear. */
const distinct = (values) => [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
exports.distinct = distinct;
