/** What nodes of the cluster `k8s` are told in secret, as Terraform's variables. */
export const NODE_SECRETS = {
  k8s_join_token: 'abcdef.0123456789abcdef',
  k8s_encryption_key: Buffer.from('0123456789abcdef0123456789abcdef').toString('base64'),
};
