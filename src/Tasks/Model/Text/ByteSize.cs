using System.Globalization;

namespace TaskGraph.Model.Text;

/// <summary>Amounts of memory and of disk, as people write them: '500M', '5G', '1.5 GB'. Powers of 1024.</summary>
public static class ByteSize
{
    private const string Units = "KMGT";

    /// <summary>Reads an amount; false if it is none, or less than 1 byte, or more than can be.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        ReadOnlySpan<char> number = text.AsSpan().Trim();
        if (number.EndsWith("iB", StringComparison.OrdinalIgnoreCase) && number.Length > 2 && Units.Contains(char.ToUpperInvariant(number[^3]), StringComparison.Ordinal))
            number = number[..^2];
        else if (number.EndsWith("B", StringComparison.OrdinalIgnoreCase))
            number = number[..^1];
        int power = number.Length == 0 ? -1 : Units.IndexOf(char.ToUpperInvariant(number[^1]), StringComparison.Ordinal);
        if (power >= 0)
            number = number[..^1];
        if (!decimal.TryParse(number.TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount))
            return false;
        for (int i = 0; i <= power; i++)
        {
            if (amount > long.MaxValue / 1024)
                return false;
            amount *= 1024;
        }

        if (amount < 1 || amount > long.MaxValue)
            return false;
        bytes = (long)amount;
        return true;
    }

    /// <summary>An amount as people read it: '4.9 GB'.</summary>
    public static string ToText(long bytes)
    {
        double amount = bytes;
        int power = -1;
        for (; amount >= 1024 && power + 1 < Units.Length; power++)
            amount /= 1024;
        return power < 0 ? $"{bytes} bytes" : $"{amount.ToString(amount < 10 ? "0.0" : "0", CultureInfo.InvariantCulture)} {Units[power]}B";
    }
}
