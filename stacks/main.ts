import { terraformMain } from '../src/terraform';
import { Shop } from '../system';

terraformMain(() => new Shop());
