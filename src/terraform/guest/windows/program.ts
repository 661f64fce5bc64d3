/**
 * What every Windows guest is told alike: the functions that its steps call, and what works them off. It runs in Windows PowerShell 3.0 (Windows Server 2012) and later.
 * It begins with whatever tells one guest from others: `$instance`, `$secrets`, `$steps`, and `Restart-Setup`.
 */
export const PROGRAM = String.raw`Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$folder = Join-Path $env:ProgramData 'isthmus'
$copy = Join-Path $folder 'setup.ps1'
# What has been done, by its name: it is not done again.
$done = "HKLM:\SOFTWARE\isthmus\$instance"
$script:wantsRestart = $false

function ConvertFrom-Base64([string] $Text) {
  [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Text))
}

function Get-Secret([string] $Variable) {
  ConvertFrom-Base64 $secrets[$Variable]
}

function Write-Log([string] $Text) {
  Add-Content -Path (Join-Path $folder 'setup.log') -Value ('{0:s}Z {1}' -f [DateTime]::UtcNow, $Text)
}

# A program that fails is an error, as a command of PowerShell is.
function Invoke-Program([string] $Path, [string[]] $Arguments, [int[]] $Success = @(0)) {
  & $Path @Arguments | ForEach-Object { Write-Log "$Path $_" }
  if ($Success -notcontains $LASTEXITCODE) { throw "$Path ended with $LASTEXITCODE" }
}

# Only the system and administrators read what lies there.
function Protect-Path([string] $Path) {
  $all = if (Test-Path -Path $Path -PathType Container) { '(OI)(CI)F' } else { 'F' }
  Invoke-Program 'icacls.exe' @($Path, '/inheritance:r', '/grant:r', "*S-1-5-18:$all", "*S-1-5-32-544:$all", '/q')
}

function Get-Adapter([string] $Mac) {
  $found = @(Get-NetAdapter | Where-Object { $_.MacAddress -eq $Mac })
  if ($found.Count -ne 1) { throw "there is no network card $Mac" }
  $found[0]
}

# What is beyond the address of a card. Packets between networks are not passed on.
function Set-Card([string] $Mac, [int] $Mtu, [string] $Suffix, [string[]] $Routes) {
  $index = (Get-Adapter $Mac).ifIndex
  Set-NetIPInterface -InterfaceIndex $index -AddressFamily IPv4 -NlMtuBytes $Mtu -Forwarding Disabled
  Set-DnsClient -InterfaceIndex $index -ConnectionSpecificSuffix $Suffix
  foreach ($route in $Routes) {
    $to, $via = $route -split ' '
    if (-not (Get-NetRoute -InterfaceIndex $index -DestinationPrefix $to -ErrorAction SilentlyContinue)) {
      New-NetRoute -InterfaceIndex $index -DestinationPrefix $to -NextHop $via | Out-Null
    }
  }
}

function Set-TimeServers([string] $Source, [string[]] $Servers) {
  Set-Service -Name W32Time -StartupType Automatic
  Start-Service -Name W32Time
  $peers = ($Servers | ForEach-Object { "$_,0x8" }) -join ' '
  Invoke-Program 'w32tm.exe' @('/config', "/manualpeerlist:$peers", "/syncfromflags:$Source", '/update')
  Restart-Service -Name W32Time
}

function Get-AdministratorsGroup {
  $name = (New-Object Security.Principal.SecurityIdentifier 'S-1-5-32-544').Translate([Security.Principal.NTAccount]).Value.Split('\')[1]
  [ADSI]"WinNT://$env:COMPUTERNAME/$name,group"
}

function Add-ToAdministrators([string] $Path) {
  $group = Get-AdministratorsGroup
  if (-not $group.IsMember($Path)) { $group.Add($Path) }
}

# The built-in account, whatever it is called: its identifier ends in 500.
function Set-AdministratorPassword([string] $Variable) {
  $account = Get-WmiObject Win32_UserAccount -Filter 'LocalAccount = True' | Where-Object { $_.SID -like 'S-1-5-21-*-500' }
  $user = [ADSI]"WinNT://$env:COMPUTERNAME/$($account.Name),user"
  $user.SetPassword((Get-Secret $Variable))
}

function Add-Administrator([string] $Name, [string] $Variable) {
  $computer = [ADSI]"WinNT://$env:COMPUTERNAME"
  $known = $computer.Children | Where-Object { $_.SchemaClassName -eq 'User' -and $_.Name -eq $Name }
  $user = if ($known) { [ADSI]"WinNT://$env:COMPUTERNAME/$Name,user" } else { $computer.Create('User', $Name) }
  $user.SetPassword((Get-Secret $Variable))
  $user.SetInfo()
  Add-ToAdministrators "WinNT://$env:COMPUTERNAME/$Name"
}

function New-ServerCertificate([string[]] $Names) {
  (New-SelfSignedCertificate -DnsName $Names -CertStoreLocation Cert:\LocalMachine\My).Thumbprint
}

function Import-ServerCertificate([string] $Variable, [string] $PasswordVariable) {
  $file = Join-Path $folder 'server.pfx'
  try {
    [IO.File]::WriteAllBytes($file, [Convert]::FromBase64String((Get-Secret $Variable)))
    $password = ConvertTo-SecureString (Get-Secret $PasswordVariable) -AsPlainText -Force
    (Import-PfxCertificate -FilePath $file -CertStoreLocation Cert:\LocalMachine\My -Password $password).Thumbprint
  } finally {
    Remove-Item $file -ErrorAction SilentlyContinue
  }
}

# Remote Desktop is no administrator: it has to be let read the key.
function Set-RemoteDesktopCertificate([string] $Thumbprint) {
  $form = '[0-9a-f]{32}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
  $name = (& certutil.exe -store My $Thumbprint | Select-String $form | Select-Object -First 1).Matches[0].Value
  $key = @(Get-ChildItem -Path (Join-Path $env:ProgramData 'Microsoft\Crypto') -Recurse -Force -Filter $name)
  if ($key.Count -ne 1) { throw 'the key of the certificate is not found' }
  Invoke-Program 'icacls.exe' @($key[0].FullName, '/grant', '*S-1-5-20:R', '/q')
  $settings = Get-WmiObject -Namespace 'root\cimv2\TerminalServices' -Class Win32_TSGeneralSetting -Filter "TerminalName = 'RDP-Tcp'"
  $settings.SSLCertificateSHA1Hash = $Thumbprint
  $settings.Put() | Out-Null
}

# TLS alone, and who logs in is asked before there is a desktop (network level authentication).
function Enable-RemoteDesktop {
  $server = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
  Set-ItemProperty -Path "$server\WinStations\RDP-Tcp" -Name 'UserAuthentication' -Value 1
  Set-ItemProperty -Path "$server\WinStations\RDP-Tcp" -Name 'SecurityLayer' -Value 2
  Set-ItemProperty -Path "$server\WinStations\RDP-Tcp" -Name 'MinEncryptionLevel' -Value 3
  Set-ItemProperty -Path $server -Name 'fDenyTSConnections' -Value 0
}

function Remove-WinRmListeners {
  Get-ChildItem WSMan:\localhost\Listener | ForEach-Object { Remove-Item -Path $_.PSPath -Recurse -Force }
}

function Enable-WinRm([string] $Thumbprint) {
  Set-Service -Name WinRM -StartupType Automatic
  Start-Service -Name WinRM
  Remove-WinRmListeners
  New-Item -Path WSMan:\localhost\Listener -Transport HTTPS -Address * -CertificateThumbPrint $Thumbprint -Force | Out-Null
  Set-Item -Path WSMan:\localhost\Service\AllowUnencrypted -Value $false -Force
  Set-Item -Path WSMan:\localhost\Service\Auth\Basic -Value $false -Force
}

function Disable-WinRm {
  Start-Service -Name WinRM
  Remove-WinRmListeners
  Stop-Service -Name WinRM
  Set-Service -Name WinRM -StartupType Disabled
}

# Whoever has the key to the certificate is the account (Microsoft, "Create a WinRM client certificate mapping").
function Add-CertificateLogin([string] $Name, [string] $Variable, [string] $Pem) {
  $certificate = New-Object Security.Cryptography.X509Certificates.X509Certificate2 (, [Text.Encoding]::ASCII.GetBytes($Pem))
  foreach ($store in @('Root', 'TrustedPeople')) {
    $opened = New-Object Security.Cryptography.X509Certificates.X509Store $store, 'LocalMachine'
    $opened.Open('ReadWrite')
    $opened.Add($certificate)
    $opened.Close()
  }
  $password = ConvertTo-SecureString (Get-Secret $Variable) -AsPlainText -Force
  $login = New-Object Management.Automation.PSCredential "$env:COMPUTERNAME\$Name", $password
  Set-Item -Path WSMan:\localhost\Service\Auth\Certificate -Value $true -Force
  New-Item -Path WSMan:\localhost\ClientCertificate -Subject "$Name@localhost" -URI * -Issuer $certificate.Thumbprint -Credential $login -Force | Out-Null
}

# Keys alone: sshd takes those of administrators from one file (Microsoft, "Key-based authentication in OpenSSH for Windows").
function Enable-Ssh([string[]] $Keys) {
  $place = Join-Path $env:ProgramData 'ssh'
  if (-not (Get-Service -Name sshd -ErrorAction SilentlyContinue)) { throw 'the image has no OpenSSH server' }
  Set-Service -Name sshd -StartupType Automatic
  Start-Service -Name sshd
  $file = Join-Path $place 'administrators_authorized_keys'
  Set-Content -Path $file -Value $Keys -Encoding Ascii
  Protect-Path $file
  $settings = Join-Path $place 'sshd_config'
  $others = Get-Content $settings | Where-Object { $_ -notmatch '^\s*#?\s*(PasswordAuthentication|KbdInteractiveAuthentication)\b' }
  Set-Content -Path $settings -Encoding Ascii -Value (@('PasswordAuthentication no', 'KbdInteractiveAuthentication no') + $others)
  Restart-Service -Name sshd
}

# Drivers for this version alone. The disk that it starts from has its own already.
function Install-VirtioDrivers([string] $Version) {
  $cd = [IO.DriveInfo]::GetDrives() | Where-Object { $_.DriveType -eq 'CDRom' -and $_.IsReady -and (Test-Path ($_.Name + 'guest-agent')) } | Select-Object -First 1
  if (-not $cd) { throw 'there is no CD with virtio drivers' }
  $drivers = @(Get-ChildItem -Path ($cd.Name + '*\' + $Version + '\amd64\*.inf'))
  if ($drivers.Count -eq 0) { throw "the CD has no drivers for $Version" }
  $publishers = New-Object Security.Cryptography.X509Certificates.X509Store 'TrustedPublisher', 'LocalMachine'
  $publishers.Open('ReadWrite')
  foreach ($driver in $drivers) {
    Get-ChildItem -Path $driver.DirectoryName -Filter *.cat | ForEach-Object {
      $signer = (Get-AuthenticodeSignature $_.FullName).SignerCertificate
      if ($signer) { $publishers.Add($signer) }
    }
    # 259: there is no such device, or it has that driver already. 3010: when it has been restarted.
    Invoke-Program 'pnputil.exe' @('-i', '-a', $driver.FullName) @(0, 259, 3010)
  }
  $publishers.Close()
  Invoke-Program 'msiexec.exe' @('/i', ($cd.Name + 'guest-agent\qemu-ga-x86_64.msi'), '/qn', '/norestart') @(0, 1641, 3010)
}

# One that is not blank is never written over: what Windows cannot read may be another system's.
function Mount-DataDisk([string] $Serial, [string] $Place, [string] $FileSystem, [string] $Label) {
  $disk = @(Get-Disk | Where-Object { $_.SerialNumber -and $_.SerialNumber.Trim() -eq $Serial })
  if ($disk.Count -ne 1) { throw "there is no disk with the serial number $Serial" }
  $number = $disk[0].Number
  if ($disk[0].IsOffline) { Set-Disk -Number $number -IsOffline $false }
  if ($disk[0].IsReadOnly) { Set-Disk -Number $number -IsReadOnly $false }
  if ($disk[0].PartitionStyle -eq 'RAW') {
    $stream = New-Object IO.FileStream "\\.\PhysicalDrive$number", 'Open', 'Read', 'ReadWrite'
    $begin = New-Object byte[] 1048576
    try { [void] $stream.Read($begin, 0, $begin.Length) } finally { $stream.Close() }
    if ($begin | Where-Object { $_ -ne 0 } | Select-Object -First 1) { throw "the disk $Serial is not blank, and Windows cannot read it: left as it is" }
    Initialize-Disk -Number $number -PartitionStyle GPT
    $made = New-Partition -DiskNumber $number -UseMaximumSize
    Format-Volume -Partition $made -FileSystem $FileSystem -NewFileSystemLabel $Label -Confirm:$false | Out-Null
  }
  $partition = @(Get-Partition -DiskNumber $number | Where-Object { $_.Type -eq 'Basic' })
  if ($partition.Count -ne 1) { throw "the disk $Serial has $($partition.Count) partitions with data, not one: left as it is" }
  $path = if ($Place.Length -eq 2) { "$Place\" } else { $Place }
  if ($partition[0].AccessPaths -contains $path -or $partition[0].AccessPaths -contains "$path\") { return }
  if ($Place.Length -gt 2) { New-Item -ItemType Directory -Path $Place -Force | Out-Null }
  $partition[0] | Add-PartitionAccessPath -AccessPath $path
}

function Install-Features([string[]] $Names) {
  Import-Module ServerManager
  $result = Install-WindowsFeature -Name $Names -IncludeManagementTools
  if (-not $result.Success) { throw 'features are not installed' }
  if ($result.RestartNeeded -ne 'No') { $script:wantsRestart = $true }
}

function Join-Domain([string] $Name, [string] $User, [string] $Variable, [string] $Unit = '') {
  if ((Get-WmiObject Win32_ComputerSystem).PartOfDomain) { return }
  $password = ConvertTo-SecureString (Get-Secret $Variable) -AsPlainText -Force
  $more = if ($Unit) { @{ OUPath = $Unit } } else { @{} }
  Add-Computer -DomainName $Name -Credential (New-Object Management.Automation.PSCredential $User, $password) @more -Force
  $script:wantsRestart = $true
}

# Of the domain: CORP\name, or name@corp.example.
function Add-DomainAdministrator([string] $Name) {
  $sid = (New-Object Security.Principal.NTAccount $Name).Translate([Security.Principal.SecurityIdentifier]).Value
  Add-ToAdministrators "WinNT://$sid"
}

# In a process of its own, which is told secrets in its environment.
function Invoke-Script([hashtable] $Variables, [string] $Text) {
  $file = Join-Path $folder 'command.ps1'
  $body = '$ErrorActionPreference = ''Stop''' + [Environment]::NewLine + $Text
  [IO.File]::WriteAllText($file, $body, (New-Object Text.UTF8Encoding $true))
  try {
    foreach ($name in $Variables.Keys) { [Environment]::SetEnvironmentVariable($name, (Get-Secret $Variables[$name])) }
    # 3010, 1641: it wants a restart (Windows Installer).
    Invoke-Program 'powershell.exe' @('-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File', $file) @(0, 1641, 3010)
    if ($LASTEXITCODE -ne 0) { $script:wantsRestart = $true }
  } finally {
    foreach ($name in $Variables.Keys) { [Environment]::SetEnvironmentVariable($name, $null) }
    Remove-Item $file -ErrorAction SilentlyContinue
  }
}

# Policy "CD and DVD: deny read access" (RemovableStorage.admx), after the next restart: everybody who logs in could read the passwords on one of them.
function Close-Cds {
  $policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices\{53f56308-b6bf-11d0-94f2-00a0c91efb8b}'
  if (-not (Test-Path $policy)) { New-Item -Path $policy -Force | Out-Null }
  Set-ItemProperty -Path $policy -Name 'Deny_Read' -Value 1 -Type DWord
}

# Whatever is not done yet, in its order; the same program goes on after a restart.
New-Item -ItemType Directory -Path $folder -Force | Out-Null
Protect-Path $folder
if (-not (Test-Path $done)) { New-Item -Path $done -Force | Out-Null }
if ((Get-Item $done).GetValue('finished')) { exit 0 }
if ($PSCommandPath -ne $copy) { Copy-Item -Path $PSCommandPath -Destination $copy -Force }
foreach ($name in @($steps.Keys)) {
  if ((Get-Item $done).GetValue("done $name")) { continue }
  Write-Log "$name begins"
  try {
    & $steps[$name] | Out-Null
  } catch {
    Set-ItemProperty -Path $done -Name 'failed' -Value "$($name): $_"
    Write-Log "$name failed: $_"
    exit 1
  }
  Set-ItemProperty -Path $done -Name "done $name" -Value ('{0:s}Z' -f [DateTime]::UtcNow)
  if ($script:wantsRestart) {
    Write-Log 'restarts'
    Restart-Setup
  }
}
Remove-ItemProperty -Path $done -Name 'failed' -ErrorAction SilentlyContinue
Set-ItemProperty -Path $done -Name 'finished' -Value ('{0:s}Z' -f [DateTime]::UtcNow)
Write-Log 'finished'
Complete-Setup
# It knows passwords.
Remove-Item -Path $copy
exit 0
`;
