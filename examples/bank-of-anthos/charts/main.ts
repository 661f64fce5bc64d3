import { kubernetesMain } from 'isthmus/kubernetes';
import { BankOfAnthos } from '../system';

kubernetesMain(() => new BankOfAnthos());
