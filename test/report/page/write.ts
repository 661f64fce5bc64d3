import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { browserModule } from './bundle';

writeFileSync(join(__dirname, '../../../src/report/page/generated/browser.ts'), browserModule());
