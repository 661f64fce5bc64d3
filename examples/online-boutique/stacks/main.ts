import { terraformMain } from 'isthmus/terraform';
import { OnlineBoutique } from '../system';

terraformMain(() => new OnlineBoutique());
