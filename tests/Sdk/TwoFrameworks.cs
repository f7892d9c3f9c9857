namespace TaskGraph.Sdk.Tests;

internal static class TwoFrameworks
{
    /// <summary>Two that need no package, the one that runs nowhere but on Windows first.</summary>
    public const string Properties =
        "<TargetFrameworks>net10.0-windows;net10.0</TargetFrameworks><EnableWindowsTargeting>true</EnableWindowsTargeting>"
        + "<DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>";
}
