"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.waiverAnnotations = exports.keeps = exports.breaksRestricted = void 0;
exports.securityContexts = securityContexts;
const names_1 = require("../names");
const effects = {
    'read-only-root': { restricted: false, container: { readOnlyRootFilesystem: true } },
    'run-as-non-root': { restricted: true, pod: { runAsNonRoot: true } },
    'drop-capabilities': { restricted: true, container: { capabilities: { drop: ['ALL'] } } },
    seccomp: { restricted: true, pod: { seccompProfile: { type: 'RuntimeDefault' } } },
    'no-privilege-escalation': { restricted: true, container: { allowPrivilegeEscalation: false } },
    // Written on the ServiceAccount and the pod by their own fields.
    'no-service-account-token': { restricted: false },
};
const breaksRestricted = (rule) => effects[rule].restricted;
exports.breaksRestricted = breaksRestricted;
/** Whether a workload is held to a rule. */
const keeps = (service, rule) => !service.waivers.some((waiver) => waiver.rule === rule);
exports.keeps = keeps;
/** The security contexts of a workload's pods and of its container: every rule but the waived ones. */
function securityContexts(service) {
    const kept = Object.keys(effects).filter((rule) => (0, exports.keeps)(service, rule)).map((rule) => effects[rule]);
    return {
        pod: Object.assign({ runAsUser: service.runAs, runAsGroup: service.runAs }, ...kept.map((effect) => effect.pod)),
        container: Object.assign({}, ...kept.map((effect) => effect.container)),
    };
}
/** Why a workload is excused from rules, for its Deployment. */
const waiverAnnotations = (service) => (0, names_1.filled)(Object.fromEntries(service.waivers.map(({ rule, because }) => [`isthmus/excused-from-${rule}`, because])));
exports.waiverAnnotations = waiverAnnotations;
