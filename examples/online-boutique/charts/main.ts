import { kubernetesMain } from 'isthmus/kubernetes';
import { OnlineBoutique } from '../system';

kubernetesMain(() => new OnlineBoutique());
