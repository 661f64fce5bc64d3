import { kubernetesMain } from 'isthmus/kubernetes';
import { environments } from '../environments';

kubernetesMain(environments);
