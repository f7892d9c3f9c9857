using System.Globalization;

namespace TaskGraph.Model.Text;

/// <summary>A length of time as metadata have it: milliseconds, as MSBuild's Exec, or hours, minutes and seconds.</summary>
public static class Milliseconds
{
    private const int MostHours = 24 * 365 * 100;

    /// <summary>Reads '1500', '0:01:30', '00:00:00.5' or '36:00:00' (a day and a half). TimeSpan would take '24:00:00' for 24 days.</summary>
    public static bool TryParse(string text, out long milliseconds)
    {
        string[] parts = text.Split(':');
        if (parts.Length == 1)
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out milliseconds) && milliseconds <= MostHours * 3_600_000L;
        milliseconds = 0;
        if (parts.Length != 3
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
            || !decimal.TryParse(parts[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds))
            return false;
        if (hours > MostHours || minutes > 59 || seconds >= 60)
            return false;
        milliseconds = (((hours * 60L) + minutes) * 60_000) + (long)(seconds * 1000);
        return true;
    }
}
