"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ReferenceGrant = exports.HttpRoute = exports.Gateway = void 0;
const cdk8s_1 = require("cdk8s");
class Gateway extends cdk8s_1.ApiObject {
    constructor(scope, id, props) {
        super(scope, id, { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', ...props });
    }
}
exports.Gateway = Gateway;
class HttpRoute extends cdk8s_1.ApiObject {
    constructor(scope, id, props) {
        super(scope, id, { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', ...props });
    }
}
exports.HttpRoute = HttpRoute;
class ReferenceGrant extends cdk8s_1.ApiObject {
    constructor(scope, id, props) {
        super(scope, id, { apiVersion: 'gateway.networking.k8s.io/v1beta1', kind: 'ReferenceGrant', ...props });
    }
}
exports.ReferenceGrant = ReferenceGrant;
