"""Refresh the vendored JavaScript. For maintainers only: users and CI never need Node.

Every archive comes through `npm pack`, is checked against the sha512 kept in vendor.lock.json, and
is unpacked in a temporary directory, so no address and no node_modules ever reach the repository.
Raise a version in vendor.json, run `python tools/vendor.py`, review the diff, commit.
"""

import base64
import hashlib
import json
import platform
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MANIFEST = ROOT / "tools" / "vendor.json"
LOCK = ROOT / "tools" / "vendor.lock.json"
MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


def fetch_package(name: str, version: str, target: Path, lock: dict[str, str]) -> Path:
    """Download one package, refuse it when its sha512 is not the locked one, unpack it."""
    key = f"{name}@{version}"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", key, "--silent", "--pack-destination", folder],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        archive = next(Path(folder).glob("*.tgz"))
        digest = hashlib.sha512(archive.read_bytes()).digest()
        integrity = "sha512-" + base64.b64encode(digest).decode()
        if lock.setdefault(key, integrity) != integrity:
            sys.exit(f"{key}: the archive is not the locked one ({integrity})")
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        target.parent.mkdir(parents=True, exist_ok=True)
        # Most archives hold one folder called "package"; its name is not guaranteed.
        unpacked = next(path for path in Path(folder).iterdir() if path.is_dir())
        return unpacked.rename(target)


def write(relative: str, content: bytes) -> None:
    path = ROOT / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(f"{relative}: {len(content)} bytes")


def bundle_lit(bundle: dict, workshop: Path, lock: dict[str, str]) -> None:
    """Join the Lit packages into one module without dependencies."""
    modules = workshop / "node_modules"
    for name, version in bundle["packages"].items():
        fetch_package(name, version, modules / name, lock)
    system = platform.system().lower()
    engine = f"@esbuild/{system}-{MACHINES[platform.machine().lower()]}"
    esbuild = fetch_package(engine, bundle["bundler"], modules / engine, lock) / "bin" / "esbuild"
    esbuild.chmod(0o755)
    entry = workshop / "entry.js"
    entry.write_text("\n".join(bundle["exports"]))
    output = workshop / "bundle.js"
    subprocess.run(
        [
            esbuild, entry, "--bundle", "--format=esm", "--minify", "--legal-comments=inline",
            f"--target={bundle['target']}", "--charset=utf8", f"--outfile={output}",
        ],
        check=True,
    )  # fmt: skip
    write(bundle["output"], output.read_bytes())
    licence = bundle["licence"]
    write(licence["output"], (modules / licence["package"] / licence["file"]).read_bytes())


def main() -> None:
    manifest = json.loads(MANIFEST.read_text())
    lock = json.loads(LOCK.read_text()) if LOCK.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        bundle_lit(manifest["bundle"], Path(folder), lock)
        for name, package in manifest["copies"].items():
            unpacked = fetch_package(name, package["version"], Path(folder) / "copies" / name, lock)
            for source, target in package["files"].items():
                write(target, (unpacked / source).read_bytes())
    LOCK.write_text(json.dumps(dict(sorted(lock.items())), indent=2) + "\n")


if __name__ == "__main__":
    main()
