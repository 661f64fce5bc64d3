import { Command, type FirstBootProps, GuestFile, Repository, SecurityUpdates, Size } from '../../../src/model';
import { AUTHORITY, SIGNING_KEY } from '../../first-boot-fixture';
import { sshKey } from '../fixture';
import type { Say } from './say';

/** All that a guest can be told at its first boot, with the data disk `data`. */
export const firstBoot = (say: Say): FirstBootProps => ({
  packages: [say('nginx')],
  files: {
    [say('/etc/app/app.conf')]: say('a = 1\n'),
    [say('/etc/app/logo.bin')]: GuestFile.bytes(new Uint8Array([0, 255]), { mode: 0o640, owner: say('deploy:www-data') }),
    [say('/etc/app/text')]: GuestFile.text(say('b = 2\n')),
    [say('/etc/app/licence')]: GuestFile.variable(say('app_licence')),
  },
  commands: [
    Command.script(say('wc --bytes < /dev/null\n'), { variables: { [say('KEY')]: say('registration_key') }, beforePackages: true }),
    Command.run([say('/usr/bin/touch'), say('/var/lib/here')]),
  ],
  users: {
    [say('deploy')]: {
      sshAuthorizedKeys: [say(sshKey('d'))],
      groups: [say('www-data')],
      sudo: [say('/usr/bin/true')],
      shell: say('/bin/bash'),
    },
  },
  timeZone: say('Europe/Berlin'),
  locale: say('de_DE.UTF-8'),
  swap: Size.gibibytes(1),
  sysctl: { [say('net.core.somaxconn')]: say('4096') },
  mounts: {
    [say('/srv/files')]: { disk: say('data'), fileSystem: 'ext4', options: [say('noatime')], owner: say('deploy'), mode: 0o750 },
  },
  services: [say('nginx.service')],
  certificates: { [say('company')]: say(AUTHORITY) },
  repositories: {
    [say('vendor')]: Repository.apt({
      url: say('https://192.0.2.9/debian'),
      suites: [say('bookworm')],
      components: [say('main')],
      key: say(SIGNING_KEY),
    }),
  },
  onlyTheseRepositories: true,
  proxy: { url: say('http://192.0.2.10:80'), except: [say('mirror.yard.internal')] },
  securityUpdates: SecurityUpdates.daily(say('23:50'), { reboot: true, except: [say('libc6')] }),
  cloudConfig: {
    [say('final_message')]: say('done'),
    [say('write_files')]: [{ [say('path')]: say('/etc/raw'), [say('content')]: say('x') }],
  },
});
