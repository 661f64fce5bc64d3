import { terraformMain } from 'isthmus/terraform';
import { SockShop } from '../system';

terraformMain(() => new SockShop());
