import { terraformMain } from 'isthmus/terraform';
import { BankOfAnthos } from '../system';

terraformMain(() => new BankOfAnthos());
