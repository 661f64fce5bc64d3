import { terraformMain } from 'isthmus/terraform';
import { Shop } from '../system';

terraformMain(() => new Shop());
