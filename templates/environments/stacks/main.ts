import { terraformMain } from 'isthmus/terraform';
import { environments } from '../environments';

terraformMain(environments);
