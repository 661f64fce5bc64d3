import { kubernetesMain } from 'isthmus/kubernetes';
import { SockShop } from '../system';

kubernetesMain(() => new SockShop());
