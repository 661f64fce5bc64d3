"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.PeerAuthentication = exports.AuthorizationPolicy = void 0;
const cdk8s_1 = require("cdk8s");
class AuthorizationPolicy extends cdk8s_1.ApiObject {
    constructor(scope, id, props) {
        super(scope, id, { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', ...props });
    }
}
exports.AuthorizationPolicy = AuthorizationPolicy;
class PeerAuthentication extends cdk8s_1.ApiObject {
    constructor(scope, id, props) {
        super(scope, id, { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', ...props });
    }
}
exports.PeerAuthentication = PeerAuthentication;
