import type { ResolvedWindowsDisk, WindowsConfigurator } from '../resolved';
import { Value } from '../values/value';
import type { Command } from './command';
import type { Image } from './image';

/** A local administrator of a Windows guest, beside the built-in account. */
export interface WindowsAdministratorProps {
  /** Sensitive variable of Terraform with its password. */
  readonly password: string;
  /**
   * Certificate in PEM form by which it logs in through WinRM, without the password: one for client authentication, with the user principal name
   * `<name>@localhost`. Where there is `winRm`.
   * @default - none: with its password
   */
  readonly certificate?: string;
}

/** The Active Directory domain that a Windows guest joins. */
export interface WindowsDomainProps {
  /** DNS name of the domain, such as `corp.example`. */
  readonly name: string;
  /** Who may join machines: `joiner@corp.example` or `CORP\joiner`. */
  readonly user: string;
  /** Sensitive variable of Terraform with the password of `user`. */
  readonly password: string;
  /**
   * Distinguished name of the organizational unit that it is put into, such as `OU=Servers,DC=corp,DC=example`.
   * @default - the domain's own for computers
   */
  readonly organizationalUnit?: string;
  /**
   * Groups and users of the domain who become its administrators, such as `CORP\Server Operators`.
   * @default - those whom every domain makes administrators of its members
   */
  readonly administrators?: readonly string[];
}

/** Where a data disk is found in a Windows guest. */
export interface WindowsDiskProps {
  /** Id of one of the machine's `dataDisks`. */
  readonly disk: string;
  /**
   * File system that a blank disk gets. A disk with anything else on it than Windows knows is left alone, and the set-up fails.
   * @default 'ntfs'
   */
  readonly fileSystem?: ResolvedWindowsDisk['fileSystem'];
  /**
   * Name of the volume, up to 32 characters.
   * @default - the id of the disk
   */
  readonly label?: string;
}

/** The certificate of a server that is given to a Windows guest. */
export interface WindowsCertificateProps {
  /** Sensitive variable of Terraform with certificate and key, a PKCS #12 file in base64: `TF_VAR_…=$(base64 -w0 server.pfx)`. */
  readonly pfx: string;
  /** Sensitive variable of Terraform with the password of that file. */
  readonly password: string;
}

/**
 * What is done in a Windows guest when it is first started, and never again: edits reach machines that are made anew, and are warned of. In this order:
 * firewall, drivers, network, time, accounts, remote administration, data disks, features, domain, `commands`. A step that has been done is not done
 * again; where one wants a restart, the next one comes after it.
 */
export interface WindowsSetupProps {
  /** Sensitive variable of Terraform with the password of the built-in administrator, whatever that account is called. */
  readonly administratorPassword: string;
  /**
   * Name of the computer: up to 15 letters, digits and hyphens.
   * @default - the machine's name
   */
  readonly computerName?: string;
  /**
   * Local administrators by their names.
   * @default - none beside the built-in one
   */
  readonly administrators?: Readonly<Record<string, WindowsAdministratorProps>>;
  /**
   * The domain that it joins. Flows to the domain's controllers are yours to allow.
   * @default - none
   */
  readonly domain?: WindowsDomainProps;
  /**
   * Name of the time zone database, such as `Europe/Berlin`.
   * @default - that of the image
   */
  readonly timeZone?: string;
  /**
   * Languages and formats, as `de-DE`.
   * @default 'en-US'
   */
  readonly locale?: string;
  /**
   * Whether administrators reach it by WinRM, over HTTPS at port 5986. Plain HTTP is taken away in any case.
   * @default false
   */
  readonly winRm?: boolean;
  /**
   * Whether administrators reach it by SSH with the keys of the system's `admin`, at port 22. Windows Server 2019 and later.
   * @default false
   */
  readonly ssh?: boolean;
  /**
   * What it proves itself with in Remote Desktop and WinRM.
   * @default - what it signs itself
   */
  readonly serverCertificate?: WindowsCertificateProps;
  /**
   * Roles and features to install, as `Get-WindowsFeature` calls them, such as `Web-Server`.
   * @default - none
   */
  readonly features?: readonly string[];
  /**
   * Where data disks are found: by drive letter (`E:`) or by folder (`C:\Data`). They keep what they hold when the machine is made anew.
   * @default - nowhere; data disks are the user's own affair
   */
  readonly disks?: Readonly<Record<string, WindowsDiskProps>>;
  /**
   * CD with the virtio drivers for Windows and the QEMU guest agent, of the format `iso`, with its `sha256`: both are installed, and the machine gets the
   * agent's channel. What it starts from and is reached by has to be known to the image already.
   * @default - none
   */
  readonly virtioDrivers?: Image;
  /**
   * What is run at the end, once, in this order: programs, or text for PowerShell.
   * @default - nothing
   */
  readonly commands?: readonly Command[];
  /**
   * Whether CDs can be read once all is done. One of them holds the passwords above, and everybody who logs in can read it.
   * @default false
   */
  readonly keepCdsReadable?: boolean;
}

/** How a Windows guest is set up when it is first started. Its image has been generalised (`sysprep /generalize /oobe /shutdown`). */
export class WindowsSetup extends Value {
  protected declare readonly brand: 'WindowsSetup';

  private constructor(
    /** Who works it off. */
    readonly by: WindowsConfigurator,
    /** What it was given. */
    readonly props: WindowsSetupProps,
  ) {
    super();
  }

  /** By cloudbase-init, which the image brings, with the service `NoCloudConfigDriveService` among its `metadata_services`. Windows Server 2012 R2 and later. */
  static cloudbaseInit(props: WindowsSetupProps): WindowsSetup {
    return new WindowsSetup('cloudbase-init', props);
  }

  /** By Windows itself, with an answer file for the passes `specialize` and `oobeSystem`: the image brings none of its own. Windows Server 2012 and later. */
  static unattend(props: WindowsSetupProps): WindowsSetup {
    return new WindowsSetup('unattend', props);
  }
}
