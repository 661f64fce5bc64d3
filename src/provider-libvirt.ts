/** The bindings of the Terraform provider, by the name under which users of this package can import them. */
export * from '@cdktf/provider-libvirt';
