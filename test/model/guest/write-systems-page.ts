import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SYSTEMS_PAGE } from './systems-page';

writeFileSync(join(__dirname, '../../../docs/guest-systems.md'), SYSTEMS_PAGE);
