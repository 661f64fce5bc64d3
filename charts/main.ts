import { kubernetesMain } from '../src/kubernetes';
import { Shop } from '../system';

kubernetesMain(() => new Shop());
