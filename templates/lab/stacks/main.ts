import { terraformMain } from 'isthmus/terraform';
import { MySystem } from '../system';

terraformMain(() => new MySystem());
