import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsPage } from './page';
import { kubernetesVersion } from './version';

writeFileSync(join(__dirname, '../../../docs/kubernetes-fields.md'), fieldsPage(kubernetesVersion()));
