import { kubernetesMain } from 'isthmus/kubernetes';
import { MySystem } from '../system';

kubernetesMain(() => new MySystem());
