"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.L2Advertisement = exports.IpAddressPool = exports.LOAD_BALANCER_IPS = void 0;
const cdk8s_1 = require("cdk8s");
/** Service annotation that asks for addresses; the prefix of MetalLB since 0.14.9 (release notes, "metallb.universe.tf is deprecated"). */
exports.LOAD_BALANCER_IPS = 'metallb.io/loadBalancerIPs';
class IpAddressPool extends cdk8s_1.ApiObject {
    constructor(scope, id, props) {
        super(scope, id, { apiVersion: 'metallb.io/v1beta1', kind: 'IPAddressPool', ...props });
    }
}
exports.IpAddressPool = IpAddressPool;
/** Answers ARP for a pool's addresses from a node that has a pod of the Service. */
class L2Advertisement extends cdk8s_1.ApiObject {
    constructor(scope, id, props) {
        super(scope, id, { apiVersion: 'metallb.io/v1beta1', kind: 'L2Advertisement', ...props });
    }
}
exports.L2Advertisement = L2Advertisement;
