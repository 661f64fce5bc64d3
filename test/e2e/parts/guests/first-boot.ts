import assert from 'node:assert/strict';
import type { ContainerGuest } from '../../containers/guest';

/** What `FIRST_BOOT` of the system says, looked at inside. */
export async function checkFirstBoot(guest: ContainerGuest, secrets: Readonly<Record<string, string>>): Promise<void> {
  const says = async (command: string, expected: string): Promise<void> =>
    assert.equal((await guest.shell(command)).trim(), expected, command);
  const asDeploy = (command: string): ReturnType<ContainerGuest['attempt']> =>
    guest.attempt(['runuser', '-u', 'deploy', '--', 'bash', '-c', command]);
  const access = "stat --format='%U:%G %a'";

  await says('cat /etc/app/app.conf', 'greeting = "it\'s $HOME"');
  await says('cat /etc/app/key', secrets.app_key ?? '');
  await says(
    `${access} /etc/app/app.conf /etc/app/key /home/deploy/.note /home/deploy`,
    'root:root 644\ndeploy:deploy 600\ndeploy:deploy 640\ndeploy:deploy 755',
  );
  await says('id --groups --name deploy', 'deploy releases');
  assert.equal((await asDeploy('sudo -n /usr/bin/systemctl restart app.service')).status, 0, 'what sudo lets it');
  assert.notEqual((await asDeploy('sudo -n /usr/bin/systemctl restart ssh.service')).status, 0, 'other arguments');
  assert.equal((await asDeploy('sudo -n /usr/bin/id')).status, 0, 'without arguments');
  assert.notEqual((await asDeploy('sudo -n /usr/bin/id root')).status, 0, 'with arguments where none are said');
  await says('cat /var/lib/early', secrets.early_key ?? '');
  await says('cat /var/lib/token', secrets.app_token ?? '');
  await says(`${access} /srv/files`, 'deploy:deploy 750');
  await says('findmnt --noheadings --output FSTYPE /srv/files', 'ext4');
  await says("ls '/srv/files/' | grep here", "it's here");
  await says('systemctl is-active app.service', 'active');
  await says('readlink /etc/localtime', '/usr/share/zoneinfo/Europe/Berlin');
  await says('test -e /var/lib/raw && echo done', 'done');
  // Secrets are gone where the guest had copies of them, and nothing is done twice.
  await says('test ! -e /etc/isthmus/secrets && echo gone', 'gone');
  await says('/usr/local/sbin/isthmus-commands && /usr/local/sbin/isthmus-mounts && cat /var/lib/runs', 'once');
}
