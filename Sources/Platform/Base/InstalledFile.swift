internal import Glibc

/// Files that `make setup` fetches or prepares, in `.deps/lib` of the installed copy.
public enum InstalledFile {
    /// Where `name` is: in the copy that `HUNTER_HOME` names, else in the working folder. It may be in neither; then this is
    /// where it should be.
    public static func path(_ name: String) -> String {
        let here = "./.deps/lib/" + name
        guard let home = getenv("HUNTER_HOME"), home.pointee != 0 else { return here }
        let installed = String(cString: home) + "/.deps/lib/" + name
        return access(installed, R_OK) != 0 && access(here, R_OK) == 0 ? here : installed
    }
}
