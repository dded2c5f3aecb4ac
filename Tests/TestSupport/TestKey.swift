/// Keys that were made for tests alone and open nothing.
public enum TestKey {
    /// An RSA key of 2048 bits, PKCS #8.
    public static let rsa = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7HtZ4UUf9tPH1
        /XiLsc6UBXOPUEy1R5dLyLzFmranMQ/uA4hvvGSiX8t0MPnWH7WAh+mk8ajZju9p
        Eb8bu6mk103w87xcUO8UMNU5Hb2oPqjqJJU6L4XO+iooh+hBGFTDcKfjRItNM1Yc
        2f3/xGrcU9utHTe+5UQBnpw6rrS5UUhIAKVNjp3ggG0+xTV2/temZ4vJMSNDxSsG
        9ZM9ApuUTqUXN1ON3eGV8N/BiXGcVEYcVBIWjNeiQqdcd5XwQUoj5xyfOdgo6Hjd
        M9FWFXhEhSrIeka5Ysf7TbFsTO3TNtsTAtZCZLuNwlliiuzp3P95eBpKDhflWCEe
        Z/JwPjLnAgMBAAECggEADS5UbEBJgnEjFDFpMunxA9NIeyFsbd6fpTp8Na06zZcy
        qJD+JOTP7/IwijxC9Rbhua6ZQkG1o7GiYrPZ0vHKtu5lsqHwtE4NMU5pTq8uI3Ja
        grfV/TXIxrYvjxBXx3IX0naWlPdImsURfVHLxx8GagPMNysWOK+8tSJ/ndCdsWoO
        Bus1FD5dvZnBTYBS7pEVDzAuSTpn6hXHbKoOuRvw5BlPCys74SZAlNHmMNNX6g1R
        YX0wKOHoB9Kq2QCDBHoO1bOFZG/fT0J6xQx8NyxEM1h3zI6u/w3AySVe0vW7+lSh
        wG1n8z/mSJKz/SlT+Ep4PH8g8bU5VdAD3ejZYDRwYQKBgQDexqtLZksQUR8Slj8T
        OS1N9G5NjoeEjKQr2Yz4FbkAzz61e8yz3BP2BDijs3DWQ6s9Qjd8VbnjXC2DmweW
        bkkzpEBA1RPOKHjR02T8qrWbLqKo1OVag/9Gzq9XZi4yS4hYFuU3if75dsD9TuWG
        w90a2rtI8FWP/zDOHlPLP+owBwKBgQDXBuEtPQ2ZCm5rMmbHVPguivLsPx2s/rxu
        h9qYtEvLgs/vW9oG2BJpnEjbKm5L6lK5rOnWROj5VcPO2ObqoVLgFakusdFSDk+n
        ghJp4qmRac3QxuMqDbKzZI/vetiPVIUceecWqDamFmVk2IsGEa3nZQSpJ+oaiw1c
        tXRSKX1uIQKBgDfEmCD57JSbGiI3BnczewnmxK4ZngcqhfaMMWPxXCy9tL8NzMLB
        tyWBDQS96ONacUWWi/lOJIisDKDDcHTSCvUoiwUv0hNrwkMUnlU6DthYJlQJZ5jv
        Ljp1hyNj6vCgQ/N5V8w9eVzNw6Yl2AOSiIkudG/f6itwALG4mdVpnKCFAoGAZKNa
        poKpp5QjQ9auFeMl2Rq9QWb066+5332ECO5xfwl1apCxxXxBed5klvcP8kX0e+R6
        +Qb9hxzl7RzFTtE8aZaZvToKPv5lt3+AQMCOHnnHk0xSq68HkUCiwTHcw5CKUF6Z
        kpgeI7PdtspGnwuNOfykpssAnXWxRk/C5mV2yCECgYEAvxjLMqFxxD++qPqAhmpp
        8BnPYWUgTZvtA7viRVWzVGuL3Xe9yqCIVhf5elys7Q1NCvtIJjqtwn6QPCB04KGC
        rB8UmRig4aQyl7Uj3PFFp8D4i/4bY6rDUDqH5UPYsT6gl7f6ByoJc5PmsTF/QFF9
        WVOoN9e9rqCc41ps3c1Nvfs=
        -----END PRIVATE KEY-----
        """
}
