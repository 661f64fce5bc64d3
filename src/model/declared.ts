import { Construct } from 'constructs';
import { rememberPlace } from './place';

/** A construct of the model. Problems name the line of the user's program that made it. */
export abstract class Declared extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    rememberPlace(this, new.target);
  }
}
