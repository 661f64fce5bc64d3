import { baseName, moduleName, pascalCase, propertyName } from '../../packages/provider-libvirt/scripts/naming';

// As `cdktf get` of cdktf-cli 0.21.0 names them; all others follow from these rules.
test.each([
  ['name', 'name'],
  ['backing_store', 'backingStore'],
  ['accel2d', 'accel2D'],
  ['e820host', 'e820Host'],
  ['hole64_unit', 'hole64Unit'],
  ['hyper_v', 'hyperV'],
  ['io_thread_i_ds', 'ioThreadIDs'],
  ['ipv6', 'ipv6'],
  ['open_v_switch', 'openVSwitch'],
  ['p2p', 'p2P'],
  ['s390pv', 's390Pv'],
  ['sha256', 'sha256'],
  ['sr_vs', 'srVs'],
  ['subsys_m_dev', 'subsysMDev'],
  ['sys_p_acct', 'sysPAcct'],
  ['try_m_map', 'tryMMap'],
  ['vepa8021qbg', 'vepa8021Qbg'],
  ['vn_tag8011qbh', 'vnTag8011Qbh'],
  ['build', 'buildAttribute'],
  ['node', 'nodeAttribute'],
  ['self', 'selfAttribute'],
  ['software', 'softwareAttribute'],
  ['system', 'systemAttribute'],
  ['equals', 'equalTo'],
  ['get_data', 'fetchData'],
  ['get', 'get'],
])('the attribute %s is the property %s', (terraformName, property) => {
  expect(propertyName(terraformName)).toBe(property);
});

test.each([
  ['libvirt_domain', 'resource', 'Domain', 'domain'],
  ['libvirt_cloudinit_disk', 'resource', 'CloudinitDisk', 'cloudinit-disk'],
  ['libvirt_node_info', 'data source', 'DataLibvirtNodeInfo', 'data-libvirt-node-info'],
] as const)('%s as a %s is the class %s in the module %s', (type, kind, className, module) => {
  expect(pascalCase(baseName(type, kind))).toBe(className);
  expect(moduleName(baseName(type, kind))).toBe(module);
});
