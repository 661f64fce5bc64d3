import { kubernetesMain } from 'isthmus/kubernetes';
import { Shop } from '../system';

kubernetesMain(() => new Shop());
