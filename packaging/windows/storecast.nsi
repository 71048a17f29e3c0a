; The Windows installer, for all users of the machine: makensis -DVERSION=0.1.0 -DPAYLOAD=..\..\dist\storecast storecast.nsi
; Silent, for a chain's own roll-out: storecast-0.1.0-setup.exe /S
Unicode true
!ifndef VERSION
  !define VERSION "0.1.0"
!endif
!ifndef PAYLOAD
  !define PAYLOAD "..\..\dist\storecast"
!endif
!ifndef OUTPUT
  !define OUTPUT "storecast-${VERSION}-setup.exe"
!endif
!include "MUI2.nsh"
!include "x64.nsh"

Name "Storecast"
OutFile "${OUTPUT}"
InstallDir "$PROGRAMFILES64\Storecast"
RequestExecutionLevel admin
SetCompressor /SOLID lzma

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Storecast"

!insertmacro MUI_PAGE_LICENSE "..\..\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "Storecast needs 64-bit Windows 10 or newer." /SD IDOK
    Abort
  ${EndIf}
  SetShellVarContext all
FunctionEnd

Section "Storecast"
  SetRegView 64
  SetOutPath "$INSTDIR"
  ; An older version's files must not mix with this one's.
  RMDir /r "$INSTDIR\_internal"
  File /r "${PAYLOAD}\*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Storecast.lnk" "$INSTDIR\storecast.exe"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayName" "Storecast"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" "Publisher" "Storecast"
  WriteRegStr HKLM "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL}" "NoRepair" 1
SectionEnd

Function un.onInit
  SetShellVarContext all
FunctionEnd

Section "Uninstall"
  SetRegView 64
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\storecast.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Storecast.lnk"
  DeleteRegKey HKLM "${UNINSTALL}"
  ; Databases, recordings and settings belong to the user and stay.
SectionEnd
