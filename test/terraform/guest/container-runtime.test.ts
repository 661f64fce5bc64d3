import { Guest, WORKER } from './node-programs';

/** As containerd 1.6 and 2.1 write it, shortened. */
const DEFAULTS = {
  '1.6': `version = 2
[plugins."io.containerd.grpc.v1.cri"]
    enable_selinux = false
    sandbox_image = "registry.k8s.io/pause:3.6"
            SystemdCgroup = false
`,
  '2.1': `version = 3
[plugins]
  [plugins.'io.containerd.cri.v1.images']
    [plugins.'io.containerd.cri.v1.images'.pinned_images]
      sandbox = 'registry.k8s.io/pause:3.10.1'
  [plugins.'io.containerd.cri.v1.runtime']
    enable_selinux = false
          sandboxer = 'podsandbox'
            SystemdCgroup = false
`,
};

let guest: Guest;
beforeEach(() => {
  guest = new Guest(WORKER);
});
afterEach(() => guest.end());

test.each(Object.entries(DEFAULTS))('containerd %s is told the sandbox that kubeadm pulls, and takes it', (_version, text) => {
  guest.put('containerd-default', text);
  expect(guest.setUp()).toEqual({ status: 0, output: '' });
  expect(guest.read('etc/containerd/config.toml')).toMatch(/ {4}sandbox(_image)? = 'registry\.k8s\.io\/pause:3\.10'\n/);
  expect(guest.calls).toEqual(['systemctl enable containerd.service kubelet.service', 'systemctl restart containerd.service']);
});

test.each([
  ['that calls it otherwise', DEFAULTS['2.1'].replace('sandbox =', 'pause =')],
  ['whose image only begins so', DEFAULTS['2.1'].replace(/^.*sandbox =.*$/m, "      sandbox  = 'registry.k8s.io/pause:3.10.1'")],
])('a containerd %s stops the first boot, before it is started', (_which, text) => {
  guest.put('containerd-default', text);
  const { status, output } = guest.setUp();
  expect(status).toBe(1);
  expect(output).toContain('containerd does not take registry.k8s.io/pause:3.10 for its sandboxes, which kubeadm pulls');
  expect(guest.calls).toEqual([]);
});

test('so does one that has no such cgroup driver', () => {
  guest.put('containerd-default', DEFAULTS['1.6'].replace('SystemdCgroup', 'Systemd'));
  expect(guest.setUp().output).toContain('containerd does not take the systemd cgroup driver');
});
